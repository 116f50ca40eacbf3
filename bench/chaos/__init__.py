"""Kills processes at random moments while cases run, and counts what was lost and what was done twice.

Real servers, workers, database and broker; a recording supplier outside; clients that go on as people and systems do:
they try again. See docs/matning.md.

work       the process that every case runs
programs   processes that are started, killed, frozen and started again
recorder   the supplier outside, which writes down each call
clients    those who start cases, do tasks and send messages, over REST
trouble    what happens to the programs, by chance
hosts      two hosts of which one is cut off
verdict    what the database and the recorder say afterwards
"""
