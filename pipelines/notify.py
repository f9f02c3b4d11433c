"""Telling other programs of releases and failed runs: one JSON object, posted to one address.

`text` is a sentence, as chat services show it; the other keys are for programs. When to tell is in `automation`.
"""

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

import dagster as dg
from pydantic import Field

WEBHOOK_VARIABLE = "SUMMIT_FACTS_WEBHOOK"

_SECONDS = 10
"""How long one attempt may take."""

_WAITS = (1, 4)
"""Seconds before the second and the third attempt."""

_TEXT = 2000
"""Characters of a text that are told."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message goes where it was addressed, and nowhere else."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


class Webhook(dg.ConfigurableResource):
    """Where releases and failed runs are told."""

    url: str = Field(
        default=os.environ.get(WEBHOOK_VARIABLE, ""),
        description=f"Address (http or https) that a JSON object is posted to when a release is published or a run "
        f"fails; nobody is told where it is empty. The default is ${WEBHOOK_VARIABLE}.",
    )

    def send(
        self, event: str, text: str, details: Mapping[str, Any], wait: Callable[[float], object] = time.sleep
    ) -> None:
        """Post the event, three times at most; an answer that refuses it ends the attempts.

        Raises OSError where it could not be delivered, and ValueError for an address that is not http or https.
        """
        if not self.url:
            return
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"{WEBHOOK_VARIABLE} is no http or https address")
        body = json.dumps({"event": event, "text": text[:_TEXT], **details}).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "summit-facts"}
        request = urllib.request.Request(self.url, body, headers)
        opener = urllib.request.build_opener(_NoRedirect)
        for pause in (*_WAITS, None):
            try:
                opener.open(request, timeout=_SECONDS).close()
                return
            except OSError as error:
                refused = isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code != 429
                if refused or pause is None:
                    raise
            wait(pause)
