"""staff, counters, calls and notices

Revision: 0003, after 0002
"""

from alembic import op
import sqlalchemy as sa

from api.database import UtcDateTime


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('staff',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('user_name', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_name')
    )
    op.create_table('staff_sessions',
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.String(length=22), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_digest')
    )
    op.create_index('ix_staff_sessions_staff_id', 'staff_sessions', ['staff_id'], unique=False)
    op.create_table('wrong_sign_ins',
    sa.Column('name_digest', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('last_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('name_digest')
    )
    op.create_table('sittings',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('counter', sa.String(length=20), nullable=False),
    sa.Column('staff_id', sa.String(length=22), nullable=False),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('groups', sa.JSON(), nullable=False),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('paused_at', UtcDateTime(), nullable=True),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    for column in ('counter', 'staff_id'):
        op.create_index(
            f'uq_sittings_{column}', 'sittings', [column], unique=True,
            sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'),
        )
    op.create_table('calls',
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('ticket_id', sa.String(length=22), nullable=False),
    sa.Column('number', sa.String(length=8), nullable=False),
    sa.Column('service_group', sa.String(length=60), nullable=False),
    sa.Column('counter', sa.String(length=20), nullable=False),
    sa.Column('called_at', UtcDateTime(), nullable=False),
    sa.Column('again', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], ),
    sa.PrimaryKeyConstraint('sequence')
    )
    op.create_index('ix_calls_day', 'calls', ['business_day', 'sequence'], unique=False)
    op.create_table('call_sequence',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('notices',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('text_en', sa.String(length=300), nullable=True),
    sa.Column('until', UtcDateTime(), nullable=True),
    sa.Column('written_at', UtcDateTime(), nullable=False),
    sa.Column('written_by', sa.String(length=22), nullable=False),
    sa.ForeignKeyConstraint(['written_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )


def downgrade() -> None:
    for table in (
        'notices', 'call_sequence', 'calls', 'sittings', 'wrong_sign_ins', 'staff_sessions', 'staff'
    ):
        op.drop_table(table)
