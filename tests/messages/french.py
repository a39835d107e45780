from odoo.tools import file_open
from odoo.tools.translate import TranslationImporter


def load_french(env):
    """What the module says in French, whether or not its catalogue was loaded."""
    env["res.lang"]._activate_lang("fr_FR")
    importer = TranslationImporter(env.cr, verbose=False)
    with file_open("pos_customer_loyalty/i18n/fr.po", "rb") as catalogue:
        importer.load(catalogue, "po", "fr_FR")
    importer.save(overwrite=True, force_overwrite=True)
    env.invalidate_all()
    env.registry.clear_cache("templates")
