"""The words that users see for the values of a selection."""


def get_labels(model, name):
    """The labels of a selection field, in the language of the environment.

    :param model: a recordset of the field's model
    :param str name: the field
    :return dict: the label of each value, in the order of the field
    """
    return dict(model._fields[name]._description_selection(model.env))
