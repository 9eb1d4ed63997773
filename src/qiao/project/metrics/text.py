"""The text format of Prometheus, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True)
class Sample:
    """One figure: what is added to the metric's name, its labels, its value."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    suffix: str = ""


@dataclass(frozen=True)
class Metric:
    """A named figure with what it means, as counter, gauge or histogram, and its samples."""

    name: str
    kind: str
    says: str
    samples: tuple[Sample, ...]


def gauge(name: str, says: str, value: float | None, **labels: str) -> Metric:
    """Return a figure that goes up and down; without a sample where it is unknown."""
    return Metric(name, "gauge", says, () if value is None else (Sample(value, labels),))


def text_of(metrics: Iterable[Metric]) -> str:
    """Return the metrics as text; one without a sample is left out, since unknown is not zero."""
    lines: list[str] = []
    for one in metrics:
        if one.samples:
            lines += [f"# HELP {one.name} {one.says}", f"# TYPE {one.name} {one.kind}"]
            lines += [
                f"{one.name}{sample.suffix}{_labels(sample)} {_figure(sample.value)}"
                for sample in one.samples
            ]
    return "\n".join(lines) + "\n"


def _labels(sample: Sample) -> str:
    if not sample.labels:
        return ""
    inner = ",".join(f'{name}="{value.translate(ESCAPES)}"' for name, value in sample.labels.items())
    return f"{{{inner}}}"


def _figure(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))
