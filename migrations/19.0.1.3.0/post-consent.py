"""The shop's own messages go to those who agreed. Nobody has been asked yet.

Whoever has entered birthdays goes on using them.
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE mail_template t
           SET consent_purpose = CASE WHEN d.name <> 'mail_template_points' THEN 'offers' END,
               is_customer_message = true
          FROM ir_model_data d
         WHERE d.model = 'mail.template' AND d.res_id = t.id AND d.module = 'pos_customer_loyalty'
           AND d.name IN ('mail_template_thank_you', 'mail_template_points',
                          'mail_template_birthday', 'mail_template_we_miss_you')
        """
    )
    cr.execute(
        """
        UPDATE res_company c SET use_birthdays = true
         WHERE EXISTS (SELECT FROM res_partner p
                        WHERE p.birthday IS NOT NULL
                          AND (p.company_id = c.id OR p.company_id IS NULL))
        """
    )
