"""Questions put to a whole ledger: what rests on one source, what hedge was lost, who knew first.

Each audit is a pure function of a LedgerView that returns findings, most telling first. None of
them says that anything is true or false: they say what stands on what.
"""
