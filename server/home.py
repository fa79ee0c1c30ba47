"""The page at `/`: where things are, until the console is built."""

HTML = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>PipeWise</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1rem }
code { font-size: .95em }
</style>
</head>
<body>
<main>
<h1>PipeWise is running</h1>
<p>It answers leads and books the meeting. The console is not part of this version yet.</p>
<ul>
<li>Talk to it as a lead in a terminal: <code>.venv/bin/pipewise chat</code></li>
<li>See what is connected: <code>.venv/bin/pipewise doctor</code>,
 <a href="/api/integrations">/api/integrations</a>,
 <a href="/api/integrations/calendly/status">/api/integrations/calendly/status</a></li>
<li>The HTTP API: <a href="/docs">/docs</a>. The thread API speaks <code>langgraph-sdk</code>
 at this very address, graph <code>pipewise</code>.</li>
<li>Is it ready? <a href="/readyz">/readyz</a></li>
</ul>
</main>
</body>
</html>
"""


def page() -> str:
    return HTML
