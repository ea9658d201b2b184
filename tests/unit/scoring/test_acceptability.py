"""Ranks of draws: ties by the tenth digit, shares of a tie, mid-ranks."""

from __future__ import annotations

import numpy as np

from ceecluster.scoring.acceptability import mid_ranks, rank_draws


def test_scores_alike_to_ten_digits_tie_and_others_do_not():
    """A sum in another order decides no rank; a difference in the tenth digit does."""
    alike = rank_draws([[0.5, 0.5 + 4e-11, 0.1]])
    assert alike.best.tolist() == [[0, 0, 2]]
    assert alike.worst.tolist() == [[1, 1, 2]]
    apart = rank_draws([[0.5, 0.5 + 2e-10, 0.1]])
    assert apart.best.tolist() == apart.worst.tolist() == [[1, 0, 2]]


def test_ties_share_the_mean_of_their_ranks_and_no_score_comes_last():
    """Two at the top have 1.5 each; a unit without a score is behind every one with."""
    assert mid_ranks([3.0, 3.0, 1.0, np.nan]).tolist() == [1.5, 1.5, 3.0, 4.0]
    assert mid_ranks([[1.0, 2.0], [2.0, 2.0]]).tolist() == [[2.0, 1.0], [1.5, 1.5]]
