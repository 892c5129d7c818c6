import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/** Asks twice for a token with Apache's HttpClient 5, and prints both answers as lines of JSON. */
final class ApacheClient {
    public static void main(String[] arguments) throws Exception {
        Request request = Request.of(arguments);
        HttpPost post = new HttpPost(request.url());
        List<NameValuePair> form = request.form().entrySet().stream()
                .<NameValuePair>map(field -> new BasicNameValuePair(field.getKey(), field.getValue()))
                .toList();
        post.setEntity(new UrlEncodedFormEntity(form));
        request.authorization().ifPresent(value -> post.setHeader("Authorization", value));
        if (request.url().getScheme().equals("http")) {
            // From version 5.4 on the library does so by itself; Debian has an earlier one.
            post.setHeader("Upgrade", "TLS/1.2");
            post.setHeader("Connection", "Upgrade");
        }
        try (CloseableHttpClient client = HttpClients.createSystem()) {
            for (int i = 0; i < 2; i++) {
                String line = client.execute(post, answer -> String.format(
                        "{\"status\": %d, \"body\": %s}",
                        answer.getCode(), EntityUtils.toString(answer.getEntity())));
                System.out.println(line);
            }
        }
    }
}
