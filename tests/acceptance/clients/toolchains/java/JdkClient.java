import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Asks twice for a token with the JDK's own client, and prints both answers as lines of JSON. Without TLS its first
 * request to a server carries an offer of HTTP/2, and so may the second.
 */
final class JdkClient {
    public static void main(String[] arguments) throws Exception {
        Request request = Request.of(arguments);
        String form = request.form().entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(joining("&"));
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.url())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        request.authorization().ifPresent(value -> builder.header("Authorization", value));
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = client.send(builder.build(), BodyHandlers.ofString());
            System.out.printf("{\"status\": %d, \"body\": %s}%n", answer.statusCode(), answer.body());
        }
    }
}
