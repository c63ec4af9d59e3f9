# A site of Rails with a login: PORT and CONFIG are in the environment. The routes are those of
# node_site.mjs; POST /flash?message=… keeps a notice, and GET /flash shows it.
require "rails"
require "action_controller/railtie"
require "rack/handler/webrick"

CONFIG = JSON.parse(ENV.fetch("CONFIG"))

class Site < Rails::Application
  config.load_defaults 6.1
  config.eager_load = true
  config.root = __dir__
  config.secret_key_base = CONFIG.fetch("secret")
  config.session_store :cookie_store, key: CONFIG.fetch("cookie_name")
  config.action_dispatch.cookies_serializer = :json
  config.logger = Logger.new($stderr, level: Logger::ERROR)
  config.hosts.clear
end

class ShopController < ActionController::Base
  def login
    session["user"] = params[:user]
    render json: {}
  end

  def cart
    session["cart"] = [*session["cart"], params[:item]]
    render json: {}
  end

  def logout
    reset_session
    render json: {}
  end

  def me
    render json: { user: session["user"], cart: session["cart"] || [] }
  end

  def keep_flash
    flash[:notice] = params[:message]
    render json: {}
  end

  def show_flash
    render json: { flash: flash.to_hash }
  end
end

Site.initialize!
Site.routes.draw do
  post "/login", to: "shop#login"
  post "/cart", to: "shop#cart"
  post "/logout", to: "shop#logout"
  get "/me", to: "shop#me"
  post "/flash", to: "shop#keep_flash"
  get "/flash", to: "shop#show_flash"
end
ActionController::Base.allow_forgery_protection = false
Rack::Handler::WEBrick.run(Site, Host: "127.0.0.1", Port: Integer(ENV.fetch("PORT")),
                                 Logger: WEBrick::Log.new($stderr, WEBrick::Log::ERROR), AccessLog: [])
