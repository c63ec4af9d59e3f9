"""The application of examples/files on Flask. Serves FOLDER on PORT."""

import os

from flask import Flask, request, send_from_directory
from werkzeug.serving import make_server

FOLDER = os.environ["FOLDER"]
app = Flask(__name__, static_folder=FOLDER, static_url_path="/static")


@app.route("/download/<path:path>")
def download(path):
    return send_from_directory(FOLDER, path, as_attachment=True, download_name=request.args.get("name"))


@app.route("/cached/<path:path>")
def cached(path):
    return send_from_directory(FOLDER, path, max_age=60)


if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ["PORT"]), app, threaded=True).serve_forever()
