"""subreg: a register of sub-processors and cross-border transfers.

A processor runs it. For each controller it keeps one list: who handles that controller's data, where, on what legal
basis (GDPR Art. 28 and Chapter V). Each user comes to one place for one thing:

- a customer reads its list as a page, subscribes to a feed that tells of every change before it takes effect, and may
  object inside the window (``service.web``);
- compliance staff edit a sub-processor once, through the API or an import, and every list, feed and finding follows
  (``service.register``); nothing is overwritten: the past and the plans stay readable;
- an automated check gets a yes or no with reasons, from pure functions of list entry, exporter, dated legal facts and
  day (``service.rules``, ``service.law``).
"""

__version__ = "0.1.0.dev0"
