// An API that verifies tokens with github.com/coreos/go-oidc, which finds the keys by the issuer's metadata.
// It prints its port as JSON, and runs until its standard input ends.
package main

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/coreos/go-oidc"
)

func main() {
	var task struct{ Issuer, Audience string }
	if err := json.Unmarshal([]byte(os.Args[1]), &task); err != nil {
		log.Fatal(err)
	}
	provider, err := oidc.NewProvider(context.Background(), task.Issuer)
	if err != nil {
		log.Fatal(err)
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: task.Audience})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		log.Fatal(http.Serve(listener, protected(verifier)))
	}()
	port := listener.Addr().(*net.TCPAddr).Port
	if err := json.NewEncoder(os.Stdout).Encode(map[string]int{"port": port}); err != nil {
		log.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		log.Fatal(err)
	}
}

func protected(verifier *oidc.IDTokenVerifier) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		raw := strings.TrimPrefix(request.Header.Get("Authorization"), "Bearer ")
		token, err := verifier.Verify(request.Context(), raw)
		if err != nil {
			http.Error(response, err.Error(), http.StatusUnauthorized)
			return
		}
		var claims map[string]interface{}
		if err := token.Claims(&claims); err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
			return
		}
		response.Header().Set("Content-Type", "application/json")
		json.NewEncoder(response).Encode(claims)
	}
}
