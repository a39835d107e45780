"""Accounts of before there were events of ownership get the first one: whose they are now."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE points_account SET owner_salt = gen_random_uuid()::text
         WHERE partner_id IS NOT NULL AND owner_salt IS NULL
        """
    )
    cr.execute(
        """
        INSERT INTO points_ownership (account_id, kind)
        SELECT id, CASE WHEN partner_id IS NULL THEN 'erased' ELSE 'opened' END
          FROM points_account a
         WHERE NOT EXISTS (SELECT FROM points_ownership WHERE account_id = a.id)
         ORDER BY id
        """
    )
