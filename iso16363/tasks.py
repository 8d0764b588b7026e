"""What a task of a site's agenda is: sort of work, subject, owner, place, the gate that waits for it."""

from dataclasses import dataclass
from datetime import date

from iso16363.diagnostics import Place
from iso16363.model.base import Term
from iso16363.readiness import GateName


class TaskKind(Term):
    """What sort of work it is, in the order in which it is best done."""

    ERROR = "error", "Mend errors: what cannot be read cannot be judged"
    SCOPE = "scope", "Say what is audited, and who is responsible"
    AUDITOR = "auditor", "Answer the auditor"
    OVERDUE = "overdue", "Close overdue actions, or agree on new dates"
    CONFIRM = "confirm", "Confirm or remove candidate evidence, then answer"
    CLAIM = "claim", "Mend answers: claims and the evidence for them"
    DOCUMENT = "document", "Register the documents the standard calls for"
    ANSWER = "answer", "Answer what is still open"
    ACCESS = "access", "Make documents available to the auditor"
    GAP = "gap", "Plan how gaps are closed"
    UPKEEP = "upkeep", "Keep documents and actions current"
    REVIEW = "review", "Review answers, or have them reviewed"
    SIGN = "sign", "Sign the self-assessment"
    ACTION = "action", "Carry out the actions that are planned"


KIND_ORDER = tuple(TaskKind)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what is wrong, how to mend it, where, who, and the gate that waits for it.

    `owner` is a role id, None where nobody is named. `quick` puts what is nearly done first. `problem`
    is `what` without the title of the subject, for outputs that show titles apart; `code` the rule
    that found it; `due` a day of its own. `how` is English: only `iso16363 next` shows it.
    """

    kind: TaskKind
    subject: str
    what: str
    how: str
    place: Place
    owner: str | None
    gate: GateName | None = None
    quick: int = 0
    problem: str = ""
    code: str | None = None
    due: date | None = None
