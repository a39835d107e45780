"""Buttons that open a window which is described in XML."""


def open_action(env, xml_id, **values):
    """What a button returns to open a window.

    :param env: the environment of the user
    :param str xml_id: an ``ir.actions.act_window``
    :param values: what is another than in XML, such as ``domain`` and ``context``
    :return dict: the action
    """
    return {**env["ir.actions.act_window"]._for_xml_id(xml_id), **values}
