"""A site of Starlette with a login: PORT and CONFIG are in the environment. The routes are those of
node_site.mjs."""

import json
import os

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

CONFIG = json.loads(os.environ["CONFIG"])


async def login(request):
    request.session["user"] = request.query_params["user"]
    return JSONResponse({})


async def cart(request):
    request.session["cart"] = [*request.session.get("cart", []), request.query_params["item"]]
    return JSONResponse({})


async def logout(request):
    request.session.clear()
    return JSONResponse({})


async def me(request):
    return JSONResponse({"user": request.session.get("user"), "cart": request.session.get("cart", [])})


app = Starlette(
    routes=[Route("/login", login, methods=["POST"]), Route("/cart", cart, methods=["POST"]),
            Route("/logout", logout, methods=["POST"]), Route("/me", me)],
    middleware=[Middleware(SessionMiddleware, secret_key=CONFIG["secret"],
                           session_cookie=CONFIG["cookie_name"])])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
