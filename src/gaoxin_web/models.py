"""The tables of all rooms, gathered so that they share one history of migrations."""

from gaoxin_web.accounts.models import *  # noqa: F403
from gaoxin_web.collect.models import *  # noqa: F403
from gaoxin_web.panels.models import *  # noqa: F403
from gaoxin_web.platform.models import *  # noqa: F403
from gaoxin_web.registry.models import *  # noqa: F403
from gaoxin_web.review.models import *  # noqa: F403
from gaoxin_web.rounds.models import *  # noqa: F403
