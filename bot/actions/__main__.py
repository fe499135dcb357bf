"""The action server: `python -m bot.actions`."""

import logging
from typing import Any

from rasa_sdk.endpoint import create_app
from sanic import Sanic

import bot.actions
from bot.actions.client import shared_api
from bot.actions.settings import Settings


def build(settings: Settings) -> Sanic:
    """The Sanic application with all actions of this package."""
    app = create_app(bot.actions, cors_origins=None)

    @app.listener("after_server_stop")
    async def close_api(*_: Any) -> None:
        await shared_api().close()

    return app


def main() -> None:
    """Serve the actions on the loopback address until stopped."""
    # Below INFO, rasa_sdk would log whole trackers, which hold what citizens say.
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.disable(logging.DEBUG)
    settings = Settings.from_environment()
    logging.info("Action server on http://%s:%d", settings.host, settings.port)
    build(settings).run(settings.host, settings.port, access_log=False)


if __name__ == "__main__":
    main()
