// Gets a token with golang.org/x/oauth2/clientcredentials, and prints what came of it as JSON.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/url"
	"os"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

type task struct {
	TokenURL     string
	ClientID     string
	ClientSecret string
	Audience     string
	// "header", "body", or "detect": the library finds out by trying.
	Method string
}

type refusal struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

var styles = map[string]oauth2.AuthStyle{
	"header": oauth2.AuthStyleInHeader,
	"body":   oauth2.AuthStyleInParams,
	"detect": oauth2.AuthStyleAutoDetect,
}

func main() {
	var asked task
	if err := json.Unmarshal([]byte(os.Args[1]), &asked); err != nil {
		log.Fatal(err)
	}
	config := clientcredentials.Config{
		ClientID:       asked.ClientID,
		ClientSecret:   asked.ClientSecret,
		TokenURL:       asked.TokenURL,
		EndpointParams: url.Values{"audience": {asked.Audience}},
		AuthStyle:      styles[asked.Method],
	}
	outcome := map[string]interface{}{}
	token, err := config.Token(context.Background())
	if refused, ok := err.(*oauth2.RetrieveError); ok {
		var answer refusal
		if err := json.Unmarshal(refused.Body, &answer); err != nil {
			log.Fatal(err)
		}
		outcome["refused"] = map[string]interface{}{
			"error":       answer.Error,
			"description": answer.Description,
			"status":      refused.Response.StatusCode,
		}
	} else if err != nil {
		log.Fatal(err)
	} else {
		outcome["result"] = token.AccessToken
	}
	if err := json.NewEncoder(os.Stdout).Encode(outcome); err != nil {
		log.Fatal(err)
	}
}
