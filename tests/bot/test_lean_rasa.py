"""Rasa without TensorFlow."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
from bot.lean_rasa import leave_out_tensorflow
leave_out_tensorflow()
import rasa.__main__, rasa.core.agent, sys
import tensorflow as tf
from tensorflow.keras.layers import Layer
class Own(Layer): pass
loaded = {name for name, module in sys.modules.items() if name.startswith("tensorflow.")}
assert tf.__version__ == "0" and issubclass(Own, Layer)
assert all(type(sys.modules[name]).__name__ == "_AbsentModule" for name in loaded)
print("lean")
"""


def test_rasa_is_imported_without_loading_tensorflow() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "lean", done.stderr
