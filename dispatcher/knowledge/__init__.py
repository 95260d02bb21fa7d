"""The knowledge base: what the centre knows, written once, for customers and for those who answer them.

articles   what an article is, and when it may be seen (pure)
grams      words to grams of characters, for scripts with and without spaces (pure)
index      one language's articles, ready to be searched (pure)
confidence a score to the chance that the article answers (pure)
answers    an answer to one customer as the beginning of an article (pure)
markdown   an article's text as safe HTML (pure)
changes    what one version changed (pure)
folder     articles as files with front matter (pure but for the files)
tables     store    articles with all their versions, and what readers said of them
base       the whole: asks the store, keeps the index fresh
http       the routes of the API
"""
