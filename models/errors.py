"""The errors a clerk may see: what happened, what was kept, what to do next.

BureauError
├── InvalidInput         the call or its input is wrong (exit status 2)
├── NotFound             what was named does not exist (2)
├── Refused              law, right or state forbids the deed (1)
├── Conflict             somebody else was faster; look again (1)
└── OutsideError
    ├── OutsideUnavailable   an outside system or the database does not answer; worth repeating (3)
    └── OutsideRejected      an outside system said no; a person looks (1)
"""


class BureauError(Exception):
    """Carry one message in three parts; only this family is ever caught and shown."""

    kind = "error"
    exit_status = 1

    def __init__(self, message: str, *, kept: str = "", do_next: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.kept = kept
        self.do_next = do_next


class InvalidInput(BureauError):
    """The call or its input is wrong."""

    kind = "invalid_input"
    exit_status = 2


class NotFound(BureauError):
    """What was named does not exist."""

    kind = "not_found"
    exit_status = 2


class Refused(BureauError):
    """Law, right or state forbids the deed."""

    kind = "refused"


class Conflict(BureauError):
    """Somebody else was faster, or the same thing exists already."""

    kind = "conflict"


class OutsideError(BureauError):
    """Something outside went wrong; `crossing` holds the bytes that crossed (ports.exchanges.Crossing), if any.

    `code` is the other side's own word for it (check_digit, redirect_refused), empty where there is none.
    `done` is what had been achieved before, where a call consists of several requests (ports.intake: acknowledge).
    """

    done: object = None

    def __init__(
        self,
        message: str,
        *,
        kept: str = "",
        do_next: str = "",
        crossing: object = None,
        retry_after: float | None = None,
        code: str = "",
    ) -> None:
        super().__init__(message, kept=kept, do_next=do_next)
        self.crossing = crossing
        self.retry_after = retry_after
        self.code = code


class OutsideUnavailable(OutsideError):
    """An outside system or the database does not answer; the daemon repeats (after `retry_after` seconds)."""

    kind = "outside_unavailable"
    exit_status = 3


class OutsideRejected(OutsideError):
    """An outside system refused; repeating does not help, a person looks."""

    kind = "outside_rejected"
