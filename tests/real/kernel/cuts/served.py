"""Does what the host orders, a line of JSON each, over a port of the machine: `python served.py`.

What is told meanwhile (`{"kept": …}`) goes to the host at once, which notes where the disk stood then; the answer
(`{"done": …}`) comes last.
"""

import json
import threading
import traceback
from pathlib import Path

import card_there
import judge
import work

PORT = Path("/dev/virtio-ports/cuts")
ORDERS = {
    "put": card_there.put,
    "pull": card_there.pull,
    "judge": judge.judge,
    **work.ORDERS,
}


def main():
    one_at_a_time = threading.Lock()
    with PORT.open("r+b", buffering=0) as port:

        def tell(**fact):
            with one_at_a_time:
                port.write(json.dumps(fact).encode() + b"\n")

        rest = b""
        tell(done="ready")
        while True:
            while b"\n" not in rest:
                rest += port.read(1 << 16)
            line, _, rest = rest.partition(b"\n")
            order = json.loads(line)
            try:
                tell(done=ORDERS[order.pop("order")](tell, **order))
            except Exception:  # noqa: BLE001 - the host fails with it
                tell(trouble=traceback.format_exc())


main()
