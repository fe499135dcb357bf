"""complaints devices outbox

Revision: 0003, after 0001
"""

from alembic import op
import sqlalchemy as sa

from api.database import UtcDateTime


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('devices',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('key_digest', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('registered_at', UtcDateTime(), nullable=False),
    sa.Column('seen_at', UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key_digest'),
    sa.UniqueConstraint('name')
    )
    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=22), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('stream', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('fault', sa.String(length=100), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_due', ['state', 'due_at'], unique=False)
        batch_op.create_index('ix_outbox_stream', ['stream', 'id'], unique=False)

    op.create_table('complaints',
    sa.Column('receipt', sa.String(length=20), nullable=False),
    sa.Column('business_day', sa.Date(), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('what', sa.String(length=2000), nullable=False),
    sa.Column('where', sa.String(length=300), nullable=True),
    sa.Column('when', sa.String(length=100), nullable=True),
    sa.Column('wants_answer', sa.Boolean(), nullable=False),
    sa.Column('ticket_id', sa.String(length=22), nullable=True),
    sa.Column('answer', sa.String(length=4000), nullable=True),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('handed_over_at', UtcDateTime(), nullable=True),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], ),
    sa.PrimaryKeyConstraint('receipt')
    )
    with op.batch_alter_table('complaints', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaints_business_day'), ['business_day'], unique=False)
        batch_op.create_index(batch_op.f('ix_complaints_state'), ['state'], unique=False)

    op.create_table('missions',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('point', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('robot_id', sa.String(length=22), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('requested_at', UtcDateTime(), nullable=False),
    sa.Column('since', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['robot_id'], ['devices.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('missions', schema=None) as batch_op:
        batch_op.create_index('ix_missions_line', ['state', 'requested_at'], unique=False)
        batch_op.create_index('uq_mission_of_robot', ['robot_id'], unique=True, sqlite_where=sa.text("state IN ('assigned', 'running')"), postgresql_where=sa.text("state IN ('assigned', 'running')"))

    op.create_table('complaint_contacts',
    sa.Column('receipt', sa.String(length=20), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['receipt'], ['complaints.receipt'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('receipt')
    )
    with op.batch_alter_table('complaint_contacts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_complaint_contacts_expires_at'), ['expires_at'], unique=False)



def downgrade() -> None:

    with op.batch_alter_table('complaint_contacts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaint_contacts_expires_at'))

    op.drop_table('complaint_contacts')
    with op.batch_alter_table('missions', schema=None) as batch_op:
        batch_op.drop_index('uq_mission_of_robot', sqlite_where=sa.text("state IN ('assigned', 'running')"), postgresql_where=sa.text("state IN ('assigned', 'running')"))
        batch_op.drop_index('ix_missions_line')

    op.drop_table('missions')
    with op.batch_alter_table('complaints', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_complaints_state'))
        batch_op.drop_index(batch_op.f('ix_complaints_business_day'))

    op.drop_table('complaints')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_stream')
        batch_op.drop_index('ix_outbox_due')

    op.drop_table('outbox')
    op.drop_table('devices')
