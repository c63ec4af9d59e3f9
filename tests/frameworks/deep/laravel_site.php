<?php
// A site of Laravel's components with a login: CONFIG is in the environment, and FOLDER is where its sessions
// are. The routes are those of node_site.mjs; POST /flash?message=… keeps a status, and GET /flash shows it.

require_once 'Illuminate/Config/autoload.php';
require_once 'Illuminate/Container/autoload.php';
require_once 'Illuminate/Cookie/autoload.php';
require_once 'Illuminate/Database/autoload.php';
require_once 'Illuminate/Encryption/autoload.php';
require_once 'Illuminate/Filesystem/autoload.php';
require_once 'Illuminate/Http/autoload.php';
require_once 'Illuminate/Session/autoload.php';

use Illuminate\Http\JsonResponse;

$site = json_decode(getenv('CONFIG'), true);
$folder = getenv('FOLDER');

$app = new Illuminate\Container\Container();
Illuminate\Container\Container::setInstance($app);
$app->instance('config', new Illuminate\Config\Repository(['session' => [
    'driver' => $site['storage'],
    'lifetime' => 120, 'expire_on_close' => false, 'encrypt' => false, 'lottery' => [0, 100],
    'files' => $folder, 'connection' => null, 'table' => 'sessions',
    'cookie' => $site['cookie_name'], 'path' => '/', 'domain' => null, 'secure' => null, 'http_only' => true,
    'same_site' => 'lax',
]]));
$app->singleton('files', fn () => new Illuminate\Filesystem\Filesystem());
$capsule = new Illuminate\Database\Capsule\Manager();
$capsule->addConnection(['driver' => 'sqlite', 'database' => "$folder/sessions.sqlite3"]);
$app->instance('db', $capsule->getDatabaseManager());
if ($site['storage'] == 'database' && !$capsule->getConnection()->getSchemaBuilder()->hasTable('sessions')) {
    $capsule->getConnection()->getSchemaBuilder()->create('sessions', function ($table) {
        $table->string('id')->primary();
        $table->foreignId('user_id')->nullable();
        $table->string('ip_address', 45)->nullable();
        $table->text('user_agent')->nullable();
        $table->text('payload');
        $table->integer('last_activity');
    });
}

function operation(Illuminate\Http\Request $request): JsonResponse
{
    $session = $request->session();
    switch ($request->method() . ' ' . $request->path()) {
    case 'POST login':
        $session->put('user', $request->query('user'));
        break;
    case 'POST cart':
        $session->push('cart', $request->query('item'));
        break;
    case 'POST logout':
        $session->invalidate();
        break;
    case 'POST flash':
        $session->flash('status', $request->query('message'));
        break;
    case 'GET flash':
        return new JsonResponse(['flash' => $session->get('status')]);
    case 'GET me':
        return new JsonResponse(['user' => $session->get('user'), 'cart' => $session->get('cart', [])]);
    }
    return new JsonResponse(new stdClass());
}

$encrypter = new Illuminate\Encryption\Encrypter(base64_decode(substr($site['key'], 7)), $site['cipher']);
$cookies = new Illuminate\Cookie\Middleware\EncryptCookies($encrypter);
$sessions = new Illuminate\Session\Middleware\StartSession(new Illuminate\Session\SessionManager($app));
$cookies->handle(Illuminate\Http\Request::capture(), fn ($request) => $sessions->handle($request, operation(...)))->send();
