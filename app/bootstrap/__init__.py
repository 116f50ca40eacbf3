"""The composition root: settings → database → context → worker, Flask app and server.

    house    what every program needs: a migrated database, contexts, handlers, the worker
    web      the WSGI program: REST, pages, health, headers, and what demo mode mounts
    demo     accounts, diagrams and programs of demo mode
    server   serves a WSGI program until it is told to stop
    celery   the Celery program, whose workers run jobs past one machine
    relief   does their work while the broker is away

Commands import what they need of it, so that `stegvis deploy` does not load the pages.
"""
