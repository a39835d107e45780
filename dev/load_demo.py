"""Load the demo data of this module alone, for the shell of Odoo: Odoo's own contacts, products
and tills stay out of the shop. A mistake ends it, where Odoo would only log it.
"""

from odoo.modules.loading import load_data
from odoo.modules.module_graph import ModuleGraph

installed = env["ir.module.module"].search([("state", "=", "installed")])  # noqa: F821
graph = ModuleGraph(env.cr, mode="load")  # noqa: F821
graph.extend(installed.mapped("name"))
load_data(env(su=True), {}, "init", "demo", graph["pos_customer_loyalty"])  # noqa: F821
env.cr.commit()  # noqa: F821
