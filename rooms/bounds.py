"""How long the circle waits, and how much of anything it keeps. Each number with its reason."""

SEATS_AT_MOST = 500
"""Seats of one circle, those in the lobby included. One worker's audio carries about 2,000 listeners."""

OFFER_SECONDS = 40.0
"""An offer that nobody answers turns into *pass for now*, the second time into a pass (no reason asked, nobody waits for long)."""

HOLD_SECONDS = 45.0
"""How long the piece waits for a holder whose connection was lost."""

PLACE_SECONDS = 300.0
"""How long the queue keeps the place of somebody who is away."""

KEEPER_SECONDS = 20.0
"""How long the circle waits for a keeper whose connection was lost; then a deputy keeps it, or it is in safe mode."""

SAFE_SECONDS = 600.0
"""A circle in safe mode that nobody takes up again is closed in order after this."""

HELP_SECONDS = 20.0
"""A request for help that nobody has answered in this time alerts who keeps the circle, and the person is told."""

REGRET_SECONDS = 5.0
"""For *I wasn't done* and for *Undo*."""

RESPONSES_AT_MOST = 3
"""To one share, where the holder invites them."""

RESPONSE_SECONDS = 60.0

GUARDED_SECONDS = 600.0
"""After a removal personal invitations that were not used yet lead to the lobby too; shared links do until a facilitator lifts it."""

LEAST_REST_SECONDS = 30.0
"""Who was interrupted near the end of their time still gets this much to close."""

EXPIRY_SECONDS = 6 * 3600.0
"""After its planned end a circle is ended and forgotten."""

WRITTEN_AT_MOST = 2000
"""Characters of a written share."""

FRESH_SECONDS = 600.0
"""What members write whom somebody let in less long ago is read by a facilitator first."""

UNREAD_AT_MOST = 24
"""Written shares that wait for a facilitator, and those put off that their authors have not put away: 150 kB that travel with each commit."""

CALLED_AT_MOST = 24
"""Letters of a typed name, each counted once with all its signs."""

LEFT_AT_MOST = 500
"""Seats remembered of people who came by a shared link and left. Nobody comes back to one; only who comes and goes without end makes more."""

SPENT_AT_MOST = 1000
"""Nonces of joins that are remembered beside those of the seats. Only who comes and goes without end makes more; then the oldest goes first."""

GREETING_AT_MOST = 120
"""Characters of the answer to "How does the facilitator know you?"."""

MESSAGE_AT_MOST = 300
"""Characters of a facilitator's message to one, and of one line in a side room."""

LINES_AT_MOST = 30
"""Lines of a side room that are kept; the oldest go."""

ACTS_AT_MOST = 20
"""Uses of power that the facilitators see; the oldest go."""
