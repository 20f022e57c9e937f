"""The folder of uploaded files goes with the service, closed or not, and without a word."""

import gc
import warnings

from reiki_api.pages.spool import Spool


def test_a_spool_that_nobody_closes_leaves_nothing_and_says_nothing():
    spool = Spool(1000)
    digest = spool.put(b"issue", "1.html")
    folder = spool._path(digest).parent
    assert folder.is_dir()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del spool
        gc.collect()
    assert not folder.exists()


def test_a_spool_that_was_closed_begins_anew():
    spool = Spool(1000)
    digest = spool.put(b"issue", "1.html")
    folder = spool._path(digest).parent
    spool.close()
    assert not folder.exists()
    assert spool.get(digest) is None
    assert spool.get(spool.put(b"issue", "1.html")) == (b"issue", "1.html")
    spool.close()
