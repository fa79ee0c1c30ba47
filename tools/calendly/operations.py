"""Every operation of Calendly's contract, by what it is about."""

from tools.calendly.api import Api
from tools.calendly.availability import Availability
from tools.calendly.event_types import EventTypes
from tools.calendly.events import Events
from tools.calendly.invitees import Invitees
from tools.calendly.links import Links
from tools.calendly.subscriptions import Subscriptions
from tools.calendly.users import Users
from tools.ports.words import Clock


class Operations:
    """Documents as Calendly tells them, refusals as it means them: no rule of ours."""

    def __init__(self, api: Api, *, clock: Clock, window_days: int) -> None:
        self.users = Users(api)
        self.event_types = EventTypes(api)
        self.availability = Availability(api, clock=clock, window_days=window_days)
        self.links = Links(api)
        self.events = Events(api)
        self.invitees = Invitees(api)
        self.subscriptions = Subscriptions(api)
