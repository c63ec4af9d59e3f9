import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import play.api.http.CookiesConfiguration;
import play.api.http.JWTConfiguration;
import play.api.http.SecretConfiguration;
import play.api.http.SessionConfiguration;
import play.api.libs.crypto.DefaultCookieSigner;
import play.api.mvc.Cookie;
import play.api.mvc.DefaultCookieHeaderEncoding;
import play.api.mvc.DefaultSessionCookieBaker;
import play.api.mvc.Session;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.List$;

/**
 * A site with a login, of Play's own session and cookies: PORT and CONFIG are in the environment. The routes are
 * those of node_site.mjs; the cart is JSON in a text, since Play keeps nothing else.
 */
public final class PlaySite {
    private static final ObjectMapper json = new ObjectMapper();
    private static final DefaultCookieHeaderEncoding cookies =
        new DefaultCookieHeaderEncoding(new CookiesConfiguration(true));
    private static DefaultSessionCookieBaker baker;

    public static void main(String[] arguments) throws IOException {
        JsonNode site = json.readTree(System.getenv("CONFIG"));
        SecretConfiguration secret = new SecretConfiguration(site.get("secret").asText(), Option.empty());
        SessionConfiguration config = new SessionConfiguration(
            "PLAY_SESSION", false, Option.empty(), true, Option.empty(), "/", Option.empty(), jwt());
        baker = new DefaultSessionCookieBaker(config, secret, new DefaultCookieSigner(secret));
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", PlaySite::respond);
        server.start();
    }

    private static JWTConfiguration jwt() {
        return new JWTConfiguration("HS256", Option.empty(),
            scala.concurrent.duration.Duration.create(5, "minutes"), "data");
    }

    private static String cookieField(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Cookie");
    }

    private static void respond(HttpExchange exchange) throws IOException {
        try {
            Option<Cookie> cookie =
                cookies.fromCookieHeader(Option.apply(cookieField(exchange))).get("PLAY_SESSION");
            Session before = (Session) baker.decodeFromCookie(cookie);
            ObjectNode body = json.createObjectNode();
            Session after = operation(exchange, before, body);
            if (after != before) {
                String field = cookies.encodeSetCookieHeader(List$.MODULE$.empty().$colon$colon(
                    after.isEmpty() ? baker.discard().toCookie() : baker.encodeAsCookie(after)));
                exchange.getResponseHeaders().add("Set-Cookie", field);
            }
            byte[] bytes = json.writeValueAsBytes(body);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (RuntimeException error) {
            error.printStackTrace();
            exchange.sendResponseHeaders(500, -1);
        } finally {
            exchange.close();
        }
    }

    private static Session operation(HttpExchange exchange, Session session, ObjectNode body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String cart = session.get("cart").getOrElse(() -> "[]");
        switch (path) {
        case "/login":
            return session.$plus(new Tuple2<>("user", parameter(exchange)));
        case "/cart":
            ArrayNode items = (ArrayNode) json.readTree(cart);
            return session.$plus(new Tuple2<>("cart", json.writeValueAsString(items.add(parameter(exchange)))));
        case "/logout":
            return baker.emptyCookie();
        default:
            String user = session.get("user").getOrElse(() -> null);
            body.put("user", user);
            body.set("cart", json.readTree(cart));
            return session;
        }
    }

    // The one parameter of the query.
    private static String parameter(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return URLDecoder.decode(query.substring(query.indexOf('=') + 1), StandardCharsets.UTF_8);
    }
}
