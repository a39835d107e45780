from hypothesis.stateful import RuleBasedStateMachine


class HistoryMachine(RuleBasedStateMachine):
    """A random history on the real models: each starts from nothing, and its end takes it back."""

    #: The test whose environment is used.
    case = None
    #: Of all histories so far.
    steps = 0

    def begin(self):
        self.case.env.flush_all()
        self.savepoint = self.case.env.cr.savepoint()

    def teardown(self):
        if hasattr(self, "savepoint"):
            self.savepoint.close(rollback=True)
            self.case.env.invalidate_all(flush=False)
            self.case.env.registry.clear_all_caches()
