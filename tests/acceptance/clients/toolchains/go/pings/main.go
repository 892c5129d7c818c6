// Calls the executor with google.golang.org/grpc on a connection that it pings, during a call and between calls.
// Prints as JSON what the hook answered.
package main

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/protobuf/proto"

	pb "warmhook/executor"
)

const source = `module.exports = (client, scope, audience, context, cb) => cb(null, { 'https://a.example/b': 1 });`

var request = pb.ExecuteHookRequest{
	RequestId: "1",
	Hook:      &pb.Hook{Tenant: "pings", Source: proto.String(source)},
	Trigger: &pb.ExecuteHookRequest_CredentialsExchange{CredentialsExchange: &pb.CredentialsExchange{
		Client:   &pb.Client{Id: proto.String("client")},
		Audience: "https://api.clients.example/",
	}},
}

func main() {
	var task struct {
		Executor       string
		PingSeconds    int
		WatchedSeconds int
		WithoutCalls   bool
	}
	if err := json.Unmarshal([]byte(os.Args[1]), &task); err != nil {
		log.Fatal(err)
	}
	connection, err := grpc.Dial(task.Executor, grpc.WithInsecure(), grpc.WithKeepaliveParams(keepalive.ClientParameters{
		Time:                time.Duration(task.PingSeconds) * time.Second,
		PermitWithoutStream: task.WithoutCalls,
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	watched := time.Duration(task.WatchedSeconds) * time.Second
	answers := duringACall
	if task.WithoutCalls {
		answers = betweenCalls
	}
	outcome := map[string]interface{}{"result": answers(connection, watched)}
	if err := json.NewEncoder(os.Stdout).Encode(outcome); err != nil {
		log.Fatal(err)
	}
}

// One call of ExecuteHooks, which stands for as long as is watched. A call of ExecuteHook may not take so long.
func duringACall(connection *grpc.ClientConn, watched time.Duration) []string {
	call, err := pb.NewHookExecutorClient(connection).ExecuteHooks(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	time.Sleep(watched)
	// io.EOF says only that the call has ended; Recv says why.
	if err := call.Send(&request); err != nil && err != io.EOF {
		log.Fatal(err)
	}
	answer, err := call.Recv()
	if err != nil {
		log.Fatal(err)
	}
	return []string{answer.GetAccepted().GetClaimsJson()}
}

func betweenCalls(connection *grpc.ClientConn, watched time.Duration) []string {
	before := execute(connection)
	ctx, cancel := context.WithTimeout(context.Background(), watched)
	defer cancel()
	if connection.WaitForStateChange(ctx, connectivity.Ready) {
		log.Fatalf("the connection became %v", connection.GetState())
	}
	return []string{before, execute(connection)}
}

func execute(connection *grpc.ClientConn) string {
	answer, err := pb.NewHookExecutorClient(connection).ExecuteHook(context.Background(), &request)
	if err != nil {
		log.Fatal(err)
	}
	return answer.GetAccepted().GetClaimsJson()
}
