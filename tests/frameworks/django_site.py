"""A site of Django with its own login: PORT, CONFIG and DATABASE (a file, or the URL of a PostgreSQL) are in the environment. The
routes are those of node_site.mjs; /password?password=… changes the user's."""

import json
import os
import sys
import urllib.parse
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

CONFIG = json.loads(os.environ["CONFIG"])
WHERE = urllib.parse.urlsplit(os.environ["DATABASE"])
DATABASE = ({"ENGINE": "django.db.backends.postgresql", "NAME": WHERE.path[1:], "USER": WHERE.username,
             "PASSWORD": WHERE.password, "HOST": WHERE.hostname, "PORT": WHERE.port}
            if WHERE.scheme else {"ENGINE": "django.db.backends.sqlite3", "NAME": WHERE.path})
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": DATABASE},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # a test waits for nothing
    ROOT_URLCONF=__name__,
    SECRET_KEY=CONFIG["secret"],
    SESSION_COOKIE_NAME=CONFIG["cookie_name"],
    SESSION_ENGINE=f"django.contrib.sessions.backends.{CONFIG['engine']}",
    USE_TZ=True,
)
django.setup()

from django.contrib import auth  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


def login(request):
    auth.login(request, User.objects.get(username=request.GET["user"]))
    return JsonResponse({})


def cart(request):
    request.session["cart"] = [*request.session.get("cart", []), request.GET["item"]]
    return JsonResponse({})


def logout(request):
    auth.logout(request)
    return JsonResponse({})


def password(request):
    user = User.objects.get(username=request.GET["user"])
    user.set_password(request.GET["password"])
    user.save()
    return JsonResponse({})


def me(request):
    user = request.user.username if request.user.is_authenticated else None
    return JsonResponse({"user": user, "cart": request.session.get("cart", [])})


urlpatterns = [path("login", login), path("cart", cart), path("logout", logout),
               path("password", password), path("me", me)]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    for name in ("alice", "bob"):
        User.objects.create_user(name, password=f"{name}'s password")
    make_server("127.0.0.1", int(os.environ["PORT"]), WSGIHandler(), handler_class=Quiet).serve_forever()
    sys.exit()
