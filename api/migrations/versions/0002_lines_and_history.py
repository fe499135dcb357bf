"""lines and the history of tickets

Revision: 0002, after 0001
"""

from alembic import op
import sqlalchemy as sa

from api.database import UtcDateTime


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# Defaults only fill the rows that are there: SQLite adds no NOT NULL column without one.


def upgrade() -> None:
    op.rename_table('ticket_counters', 'lines')
    op.add_column('lines', sa.Column('last_issued_at', UtcDateTime(), nullable=True))
    op.add_column('lines', sa.Column('stopped_at', UtcDateTime(), nullable=True))

    op.drop_index('ix_tickets_line', table_name='tickets')
    op.add_column('tickets', sa.Column('line_day', sa.Date(), nullable=False, server_default='1970-01-01'))
    op.add_column('tickets', sa.Column('line_group', sa.String(length=60), nullable=False, server_default=''))
    op.add_column('tickets', sa.Column('joined_at', UtcDateTime(), nullable=False, server_default='1970-01-01 00:00:00'))
    op.add_column('tickets', sa.Column('counter', sa.String(length=20), nullable=True))
    op.execute('UPDATE tickets SET line_day = business_day, line_group = service_group, joined_at = issued_at')
    op.create_index(
        'ix_tickets_line',
        'tickets',
        ['line_day', 'line_group', 'state', 'issued_at', 'sequence', 'priority'],
        unique=False,
    )

    op.create_table('ticket_events',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('ticket_id', sa.String(length=22), nullable=False),
    sa.Column('line_day', sa.Date(), nullable=False),
    sa.Column('line_group', sa.String(length=60), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('action', sa.String(length=12), nullable=False),
    sa.Column('before', sa.String(length=12), nullable=True),
    sa.Column('after', sa.String(length=12), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('counter', sa.String(length=20), nullable=True),
    sa.Column('why', sa.String(length=300), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_ticket_events_line', 'ticket_events', ['line_day', 'line_group', 'action'], unique=False)
    op.create_index('ix_ticket_events_ticket', 'ticket_events', ['ticket_id'], unique=False)
    op.execute(
        "INSERT INTO ticket_events (ticket_id, line_day, line_group, at, action, before, after, actor) "
        "SELECT id, line_day, line_group, issued_at, 'issue', NULL, 'waiting', 'visitor' FROM tickets "
        "ORDER BY issued_at, sequence"
    )
    op.execute(
        "INSERT INTO ticket_events (ticket_id, line_day, line_group, at, action, before, after, actor) "
        "SELECT id, line_day, line_group, cancelled_at, 'cancel', 'waiting', 'cancelled', 'visitor' "
        "FROM tickets WHERE cancelled_at IS NOT NULL ORDER BY cancelled_at"
    )
    op.drop_column('tickets', 'cancelled_at')


def downgrade() -> None:
    op.add_column('tickets', sa.Column('cancelled_at', UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE tickets SET cancelled_at = (SELECT max(at) FROM ticket_events "
        "WHERE ticket_id = tickets.id AND action = 'cancel') WHERE state = 'cancelled'"
    )
    op.drop_table('ticket_events')
    op.drop_index('ix_tickets_line', table_name='tickets')
    for column in ('line_day', 'line_group', 'joined_at', 'counter'):
        op.drop_column('tickets', column)
    op.create_index(
        'ix_tickets_line', 'tickets', ['business_day', 'service_group', 'state', 'sequence'], unique=False
    )
    op.drop_column('lines', 'last_issued_at')
    op.drop_column('lines', 'stopped_at')
    op.rename_table('lines', 'ticket_counters')
