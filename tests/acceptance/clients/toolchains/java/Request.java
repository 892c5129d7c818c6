import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The request for a token that the programs here make, as the command line asks for it. */
record Request(URI url, String clientId, String clientSecret, String audience, boolean secretInHeader) {
    static Request of(String[] arguments) {
        return new Request(
                URI.create(arguments[0]), arguments[1], arguments[2], arguments[3], arguments[4].equals("header"));
    }

    Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("audience", audience);
        if (!secretInHeader) {
            form.put("client_id", clientId);
            form.put("client_secret", clientSecret);
        }
        return form;
    }

    /** RFC 6749 section 2.3.1: both parts are encoded as in a form. */
    Optional<String> authorization() {
        String both = URLEncoder.encode(clientId, UTF_8) + ":" + URLEncoder.encode(clientSecret, UTF_8);
        return secretInHeader
                ? Optional.of("Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)))
                : Optional.empty();
    }
}
