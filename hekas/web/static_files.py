"""How static files are named for browsers: by their content, so that they may be kept for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r"""(?P<matched>import(?P<names>[^;"']+)from\s+"(?P<url>\./[^"]+)";)"""


class HashedFiles(CompressedManifestStaticFilesStorage):
    """A module of ours is imported by the name that pages load it by: under two names it would run twice.

    Each press would be heard twice, each form sent twice. Django's own switch for this looks into the scripts
    of others too, which name files that they do not bring.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORT, 'import%(names)sfrom "%(url)s";'),)),
    )
