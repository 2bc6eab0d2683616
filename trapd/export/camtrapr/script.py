"""An R script that reads the package with camtrapR: every argument that has to fit is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trapd.export.camtrapr import operation, stations
from trapd.export.camtrapr.cameras import Camera
from trapd.export.camtrapr.naming import MEDIA

FILE = "camtrapR.R"


def lines(cameras: Sequence[Camera]) -> Iterator[str]:
    """Run it in the package's folder, once species are told (`Station/Species/` folders, camtrapR's vignette 2)."""
    some = "TRUE" if any(camera.problems for camera in cameras) else "FALSE"
    more = sum(len(camera.problems) > stations.MOST for camera in cameras)
    yield f'''# Reads this folder with camtrapR 2.1 or later:  setwd("this folder"); source("{FILE}")
library(camtrapR)

# A row for each camera. Ids are text: one may be 007.
stations <- read.csv("{stations.FILE}", colClasses = c(Station = "character", Camera = "character"))

# What share of each day a station was watched by at least one of its cameras, from the units' own record.
camOp <- as.matrix(read.csv("{operation.BY_STATION}", row.names = 1, check.names = FALSE, colClasses = "character"))
mode(camOp) <- "numeric"

# Every still and clip. The folder that a file lies in is its species: sort files into media/<Station>/<Species>/.
# What is independent is yours to say, with minDeltaTime: it would leave out the second flank of a pair as well.
records <- recordTable(
  inDir = "{MEDIA}", IDfrom = "directory", cameraID = "filename", camerasIndependent = FALSE,
  timeZone = "{_zone(cameras)}", removeDuplicateRecords = FALSE,
  video = list(file_formats = c("jpg", "mp4"), dateTimeTag = "QuickTime:CreateDate")
)

# The same from the station table, by camera: {_reads(more)}
camOpByCamera <- cameraOperation(
  stations, stationCol = "Station", cameraCol = "Camera", byCamera = TRUE,
  setupCol = "Setup_date", retrievalCol = "Retrieval_date", hasProblems = {some},
  dateFormat = "ymd HMS"
)
'''


def _reads(more: int) -> str:
    if not more:
        return "for camtrapR's other functions."
    who = "1 camera has" if more == 1 else f"{more} cameras have"
    return f"camtrapR reads {stations.MOST} problems, {who} more, and the longest stand there."


def _zone(cameras: Sequence[Camera]) -> str:
    """A name for the station's standard time, if it has one: `Etc/GMT-10` is ten hours east. Nothing is converted by
    it, so that any other fixed zone serves as well."""
    offsets = {camera.utc_offset_min for camera in cameras}
    hours, minutes = divmod(offsets.pop() if len(offsets) == 1 else 0, 60)
    return f"Etc/GMT{-hours:+d}" if hours and not minutes and -14 <= -hours <= 12 else "UTC"
