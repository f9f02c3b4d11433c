"""site: a release as pages that people read, and the catalogue of all releases; static, without a server or a network.

`pages` says which pages there are, `articles` and `questions` what is on most of them, and `kept` keeps these from one
release to the next; `render` fills the templates, `highlight` marks facts and names in an article, `charts` draws.
`templates/` is the HTML, `static/` the style and the script of the table preview, with hyparquet, which reads Parquet.
"""

from pipelines.publish.site.catalogue import catalogue
from pipelines.publish.site.pages import write_site

__all__ = ["catalogue", "write_site"]
