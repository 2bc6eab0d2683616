"""What trapctl says is read here in English, on a Russian laptop as well."""

import os

os.environ["LC_ALL"] = "C.UTF-8"
