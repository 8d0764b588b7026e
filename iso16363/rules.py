"""The table of diagnostic codes: permanent, never reused; a dropped code stays as retired.

First letter: T text of a file, M model, R references, D documents, E answers and evidence,
A actions, S site and its declaration, B branding, F requests and findings of
the auditor, H hand-overs, P milestones of several sites.
"""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How bad it is: errors make data unusable, warnings weaken the case, notes inform."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Rule(NamedTuple):
    """What a code stands for."""

    severity: Severity
    title: str


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

RULES: dict[str, Rule] = {
    "T101": Rule(_E, "a folder under sites/ has no site.yaml"),
    "T102": Rule(_E, "the file is larger than a text file of an audit can be"),
    "T103": Rule(_E, "the file is not UTF-8 text"),
    "T104": Rule(_E, "the file is not YAML"),
    "T105": Rule(_E, "a tab is used where YAML wants spaces"),
    "T106": Rule(_E, "a key is written twice"),
    "T107": Rule(_E, "anchors, aliases, tags and merge keys are not used here"),
    "T108": Rule(_E, "values are nested deeper than any audit file needs"),
    "T109": Rule(_E, "a control or direction-changing character is in the text"),
    "T110": Rule(_E, "the file holds nothing"),
    "T111": Rule(_E, "a key that is an id is not in quotes"),
    "T112": Rule(_E, "the file holds more than one YAML document"),
    "T113": Rule(_W, "a file or folder of a site is not one the tool reads"),
    "T114": Rule(_E, "a change of files was stopped half way"),
    "T115": Rule(_W, "what was set aside for an edition is left over, for the site has that edition again"),
    "M201": Rule(_E, "unknown key"),
    "M202": Rule(_E, "a required key is missing"),
    "M203": Rule(_E, "a value has the wrong type"),
    "M204": Rule(_E, "a text that looks like a number or truth value is not in quotes"),
    "M205": Rule(_E, "a rating is outside the scale of 0 to 4"),
    "M206": Rule(_E, "a date is not written as year-month-day"),
    "M207": Rule(_E, "a value is not in the list of allowed ones"),
    "M208": Rule(_E, "an id is not of the form that such ids have"),
    "M209": Rule(_E, "a value is malformed"),
    "R301": Rule(_E, "unknown criterion"),
    "R302": Rule(_E, "unknown document"),
    "R303": Rule(_E, "unknown role"),
    "R304": Rule(_E, "an answer is in the wrong file"),
    "R305": Rule(_E, "unknown edition"),
    "R306": Rule(_E, "two sites have one id"),
    "R307": Rule(_E, "a site's id differs from its folder's name"),
    "R308": Rule(_E, "unknown document role"),
    "R309": Rule(_E, "an answer refers to itself"),
    "R310": Rule(_E, "unknown action"),
    "R311": Rule(_E, "unknown declaration"),
    "R312": Rule(_E, "a provider that is inherited from is not there"),
    "R313": Rule(_E, "providers inherit from each other in a circle"),
    "R314": Rule(_E, "something is taken from a provider that the site does not inherit from"),
    "R315": Rule(_E, "a provider does not answer a criterion whose answer is taken from it"),
    "R316": Rule(_E, "an answer is provided as it is, and yet has words, ratings or citations of its own"),
    "R317": Rule(_E, "a provider has errors"),
    "R318": Rule(_E, "an answer of a provider points to other answers"),
    "R319": Rule(_E, "provider and site answer different editions"),
    "D401": Rule(_E, "a path leaves documents/"),
    "D402": Rule(_E, "an attached file is missing"),
    "D403": Rule(_E, "an attached file does not match its checksum"),
    "D404": Rule(_W, "a document has no file, link or DOI"),
    "D405": Rule(_W, "an attached file has no checksum"),
    "D406": Rule(_W, "a withheld document lacks the reason or the way to inspect it"),
    "D407": Rule(_W, "a document is past its review date"),
    "D408": Rule(_W, "a document in another language has no English summary"),
    "D409": Rule(_W, "a superseded document is cited"),
    "D410": Rule(_W, "one file is registered under two ids"),
    "D411": Rule(_W, "a document has no access class"),
    "D412": Rule(_N, "a file in documents/ is not in the register"),
    "D413": Rule(_E, "one file is registered with different access"),
    "E501": Rule(_W, "ratings without a response"),
    "E502": Rule(_W, "a response without both ratings"),
    "E503": Rule(_W, "a citation does not say where in the document"),
    "E504": Rule(_W, "a claim is higher than the evidence supports"),
    "E505": Rule(_E, "not applicable without reason and approver"),
    "E506": Rule(_W, "an answered criterion still has candidate evidence"),
    "E507": Rule(_E, "a text does not fit into a workbook cell"),
    "E508": Rule(_W, "a text contains HTML, which no output shows"),
    "E509": Rule(_E, "an answer was reviewed by its own owner, or nobody answers for it"),
    "E510": Rule(_W, "a review has lapsed: what it approved was changed"),
    "E511": Rule(_W, "a criterion is both not applicable and rated"),
    "E512": Rule(_W, "a citation is written twice"),
    "E513": Rule(_W, "a confirmed citation rests on a candidate document"),
    "E514": Rule(_W, "a review is dated in the future"),
    "E515": Rule(_W, "a shared answer does not say what is different at the site"),
    "E516": Rule(_N, "a provider answers a criterion, and the site does not say whether it uses that"),
    "E517": Rule(_W, "a requirement changed, and the answer is not confirmed yet"),
    "A601": Rule(_W, "an action is overdue"),
    "A602": Rule(_E, "an action ends before it starts"),
    "A603": Rule(_W, "a closed action lacks its date or its proof"),
    "A604": Rule(_W, "an open action lacks an owner or a due date"),
    "S701": Rule(_N, "the repository's scope is a proposal"),
    "S702": Rule(_E, "more than one role is accountable"),
    "S703": Rule(_E, "the declaration is signed by a role that may not"),
    "S704": Rule(_W, "the declaration has lapsed: what it signed was changed"),
    "S705": Rule(_W, "the declaration is dated in the future"),
    "B801": Rule(_E, "the accent colour is too pale for text"),
    "B802": Rule(_E, "the logo is not a file in the branding folder"),
    "B803": Rule(_E, "the logo is no picture that can be shown safely"),
    "B804": Rule(_E, "the logo has no words for those who do not see it"),
    "B805": Rule(_E, "a template or style sheet of the branding cannot be used"),
    "B806": Rule(_W, "a file of the branding is not used"),
    "F901": Rule(_W, "a request or finding is overdue"),
    "F902": Rule(_W, "a request or finding counts as answered and lacks the answer"),
    "F903": Rule(_W, "a nonconformity is closed without proof that the correction works"),
    "F904": Rule(_E, "a request or finding was answered or closed before it was raised"),
    "F905": Rule(_W, "an open request or finding has no owner"),
    "F906": Rule(_W, "a request or finding is closed without a date"),
    "H951": Rule(_E, "the frozen copy of a hand-over is missing or was changed"),
    "H952": Rule(_W, "a hand-over is dated in the future"),
    "P001": Rule(_E, "a milestone names a site that is not there"),
    "P002": Rule(_E, "a milestone names a provider as a site"),
    "P003": Rule(_E, "a milestone names a site twice"),
    "P004": Rule(_E, "a milestone's id differs from its file's name"),
    "P005": Rule(_E, "a milestone's file cannot be read"),
}
