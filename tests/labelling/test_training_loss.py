"""What the labels of texts that were made for training say on text or not."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("rapidfuzz")
import torch

from pipeline.data import Label
from tools.train import fit
from tools.train.dataset import CLASSES, LABELS, PageArrays, mask_of
from tools.train.network import Batch


def loss(collection: str, sided: float, lift: float) -> float:
    """The loss of a page with one paragraph and one share bar; the values of all labels of the article are higher by ``lift``."""
    mask = np.array([mask_of("paragraph"), mask_of("share")], np.uint64)
    page = PageArrays("p", collection, "lines", 0, -1, np.zeros((2, 1), np.int8), (np.zeros(0, np.int32), np.zeros(0, np.uint32)), None, mask,
                      np.array([1, 0], np.float32), np.ones(2, np.float32), np.full(2, 50, np.int32))
    padding = np.zeros(fit.GAP, np.float32)
    wanted = fit._wanted([page], np.append(mask, padding.astype(np.uint64)), *(np.append(part, padding) for part in (page.share, page.weight, page.letters)))
    wanted.text_weight[:] = 0
    rows = len(padding) + 2
    values = torch.zeros(rows, len(LABELS)) + torch.tensor([0.0 if label.removed else lift for label in LABELS])
    values[0, LABELS.index(Label.PARAGRAPH)] += 1
    none = torch.zeros(0, dtype=torch.int64), torch.zeros(rows, dtype=torch.int64)
    batch = Batch(torch.zeros(rows, 1), none, None, torch.zeros(rows, dtype=torch.int64), torch.ones(rows), 1)
    return float(fit._loss(values, torch.zeros(1, len(CLASSES) + 1), batch, wanted, fit.Plan(sided=sided)))


def test_invented_texts_tell_the_kinds_alone() -> None:
    assert loss("invented", 1.0, 3.0) == pytest.approx(loss("invented", 1.0, -3.0), abs=1e-4)


@pytest.mark.parametrize(("collection", "sided"), [("invented", 0.0), ("invented", 0.5), ("bench", 1.0)])
def test_others_tell_text_or_not_too(collection: str, sided: float) -> None:
    assert abs(loss(collection, sided, 3.0) - loss(collection, sided, -3.0)) > 0.01


def test_real_pages_are_learned_alike_by_both_members() -> None:
    assert loss("bench", 1.0, 2.0) == loss("bench", 0.0, 2.0)
