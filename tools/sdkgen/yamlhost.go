package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	codegenrpc "github.com/pulumi/pulumi/sdk/v3/proto/go/codegen"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// yamlHost is the language host for YAML of PATH. It has the one generator that is no part of Pulumi's packages, and takes
// an older version of these than the others do: so it is asked as the engine would ask it.
type yamlHost struct {
	process  *exec.Cmd
	packages *grpc.Server
	address  string
	client   pulumirpc.LanguageRuntimeClient
}

// startYAML starts the language host, and a server that it asks for schemas.
func startYAML(schemas schema.ReferenceLoader) (*yamlHost, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	packages := grpc.NewServer()
	codegenrpc.RegisterLoaderServer(packages, schema.NewLoaderServer(schemas))
	go func() { _ = packages.Serve(listener) }()
	host := &yamlHost{process: exec.Command("pulumi-language-yaml"), packages: packages, address: listener.Addr().String()}
	if err := host.connect(); err != nil {
		host.stop()
		return nil, err
	}
	return host, nil
}

// connect starts the process, which prints the port that it listens at.
func (host *yamlHost) connect() error {
	output, err := host.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := host.process.Start(); err != nil {
		return err
	}
	port, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return fmt.Errorf("%s tells no port: %w", host.process.Path, err)
	}
	target := "127.0.0.1:" + strings.TrimSpace(port)
	connection, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	host.client = pulumirpc.NewLanguageRuntimeClient(connection)
	return nil
}

func (host *yamlHost) stop() {
	if host.process.Process != nil {
		_ = host.process.Process.Kill()
		_ = host.process.Wait()
	}
	host.packages.Stop()
}

// generate makes a program in YAML.
func (host *yamlHost) generate(name, source string) (map[string][]byte, error) {
	made, err := host.client.GenerateProgram(context.Background(), &pulumirpc.GenerateProgramRequest{
		Source: map[string]string{name: source}, LoaderTarget: host.address, Strict: true,
	})
	if err != nil {
		return nil, err
	}
	var wrong []error
	for _, finding := range made.Diagnostics {
		wrong = append(wrong, fmt.Errorf("%s; %s", finding.Summary, finding.Detail))
	}
	return made.Source, errors.Join(wrong...)
}
