from functools import wraps


def for_readers_of(name):
    """Have a search method answer only those who may read its field.

    Odoo checks the ``groups`` of a field when it is read, grouped and ordered by, and not before
    its search method: with thresholds anybody could find the value out.

    :param str name: the field that the method searches
    """

    def decorate(search):
        @wraps(search)
        def search_for_readers(records, comparison, value):
            records._check_field_access(records._fields[name], "read")
            return search(records, comparison, value)

        return search_for_readers

    return decorate
