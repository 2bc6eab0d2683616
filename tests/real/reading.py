"""What an analyst's program reads in a package, as JSON: `python reading.py PROGRAM FOLDER`, with the program on the
path. Each function calls what the program itself calls for its own work.

SpeciesNet, Animl and wildlife-datasets load networks when their outermost package is imported; only the modules that
read are imported here.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import types
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def megadetector(media: str) -> Any:
    """MegaDetector's own EXIF and folder reading: what becomes of pictures before it looks for animals."""
    from megadetector.data_management import read_exif
    from megadetector.detection import video_utils

    results = read_exif.read_exif_from_folder(media)
    times = {one["file_name"]: (str(one["datetime"]), one["location"]) for one in _dated(results)}
    videos = video_utils.find_videos(media, recursive=True, return_relative_paths=True)
    frames = []
    for video in videos:
        seen = video_utils.run_callback_on_frames(str(Path(media) / video), lambda pixels, name: pixels.shape)
        frames.append(len(seen["results"]))
    return {
        "times": times,
        "gps": {one["file_name"]: read_exif.get_gps_info(one)["status"] for one in results},
        "videos": dict(zip(videos, frames, strict=True)),
    }


def _dated(results: Any) -> Any:
    from megadetector.data_management import read_exif

    found = read_exif.exif_results_to_cct(results)
    return found["images"] if isinstance(found, dict) else found


def speciesnet(media: str) -> Any:
    """The list of pictures that SpeciesNet makes of a folder, and each opened as it opens them."""
    _without("huggingface_hub", snapshot_download=None)  # they fetch networks
    _without("kagglehub")
    _bare("speciesnet")
    utils = importlib.import_module("speciesnet.utils")
    found = utils.prepare_instances_dict(folders=[media], country="RUS")
    paths = [one["filepath"] for one in found["instances"]]
    return {str(Path(path).relative_to(media)): utils.load_rgb_image(path).size for path in paths}


def wildlife_datasets(media: str) -> Any:
    """A data set for telling individuals apart, begun from a folder."""
    _bare("wildlife_datasets")
    _bare("wildlife_datasets.datasets")
    utils = importlib.import_module("wildlife_datasets.datasets.utils")
    table = utils.find_images(media)
    paths = [f"{folder}/{file}" for folder, file in zip(table["path"], table["file"], strict=True)]
    return {path: utils.get_image_date(f"{media}/{path}") for path in paths}


def animl(media: str) -> Any:
    """The manifest that Animl begins with."""
    _bare("animl")
    importlib.import_module("PIL.Image")  # as its other modules would have done
    manifest = importlib.import_module("animl.file_management").build_file_manifest(media)
    return dict(zip(manifest["filename"], map(str, manifest["datetime"]), strict=True))


def camtraptools(media: str) -> Any:
    """A folder of stations as CamTrapTools takes it in."""
    from camtraptools import ingest

    with tempfile.TemporaryDirectory() as out:
        media_table, deployments, *_ = ingest.run(Path(media), Path(out), videos=True)
    return {
        "times": dict(zip(media_table["filePath"], map(str, media_table["timestamp"]), strict=True)),
        "deployments": list(deployments["deploymentID"]),
    }


def camtrapdp(package: str) -> Any:
    """The three tables as values of camtrap-dp-py."""
    from camtrapdp import Deployment, Media, Observation

    tables = {"deployments": Deployment, "media": Media, "observations": Observation}
    return {name: len(kind.from_csv(f"{package}/{name}.csv")) for name, kind in tables.items()}


def exifread(media: str) -> Any:
    """Time and place of each still."""
    from exifread import process_file
    from exifread.utils import get_gps_coords

    found = {}
    for path in Path(media).rglob("*"):
        if path.suffix.lower() == ".jpg":
            with path.open("rb") as file:
                tags = process_file(file)
            found[str(path.relative_to(media))] = str(tags["EXIF DateTimeOriginal"]), get_gps_coords(tags)
    return found


def _bare(name: str) -> None:
    """The package without what its `__init__` would import."""
    module = types.ModuleType(name)
    spec = find_spec(name)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    module.__path__ = list(spec.submodule_search_locations)
    sys.modules[name] = module


def _without(name: str, **names: Any) -> None:
    module = types.ModuleType(name)
    vars(module).update(names)
    sys.modules[name] = module


if __name__ == "__main__":
    program, folder = sys.argv[1:]
    read = globals()[program](folder)
    print("\n" + json.dumps(read, default=str))
