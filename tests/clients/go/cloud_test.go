// Package clients drives the emulator with the official Go SDK, which knows nothing of it, the way Terraform's provider does:
// resource by resource, waiting for states, deleting in the opposite order.
package clients

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	osc "github.com/outscale/osc-sdk-go/v2"
)

const (
	accessKey = "EMULATORACCESSKEY000"
	secretKey = "EMULATORSECRETKEYFORLOCALUSEONLY00000000"
	subregion = "eu-west-2a"

	// patience is how long a test waits for a state before it fails.
	patience = 30 * time.Second
)

// Cloud is the SDK's client of an emulator of its own.
type Cloud struct {
	*osc.APIClient
	ctx context.Context
}

// onToday runs a test on today's era of the API, in several moods.
func onToday(t *testing.T, run func(*testing.T, Cloud)) {
	for mood, options := range map[string][]string{
		"at once":   {"--clock", "immediate"},
		"slow":      {"--clock", "seconds:0.2"},
		"throttled": {"--clock", "immediate", "--faults", "throttle@10%,seed=7"},
	} {
		t.Run(mood, func(t *testing.T) {
			t.Parallel()
			retrying := &retrying{}
			cloud := connect(serve(t, options...), retrying)
			before := inventory(t, cloud)
			t.Cleanup(func() {
				left := ""
				eventually(t, "empty account", func() bool {
					left = inventory(t, cloud)
					return left == before
				}, func() string { return "was\n" + before + "is\n" + left })
				if mood == "throttled" && retrying.throttled.Load() == 0 {
					t.Error("nothing was throttled")
				}
			})
			run(t, cloud)
		})
	}
}

// serve starts an emulator for the time of a test, and returns its address.
func serve(t *testing.T, options ...string) string {
	command := os.Getenv("OUTSCALE_EMULATOR")
	if command == "" {
		t.Fatal("OUTSCALE_EMULATOR must name the emulator's command: use `make go-sdk`")
	}
	emulator := exec.Command(command, append([]string{"serve", "--port", "0", "--era", "today"}, options...)...)
	emulator.Stderr = os.Stderr
	output, err := emulator.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := emulator.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = emulator.Process.Kill()
		_ = emulator.Wait()
	})
	port, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal("the emulator told no port: ", err)
	}
	return "http://127.0.0.1:" + strings.TrimSpace(port)
}

// connect configures the SDK as its users do.
func connect(address string, transport http.RoundTripper) Cloud {
	configuration := osc.NewConfiguration()
	configuration.Servers = osc.ServerConfigurations{{URL: address + "/api/v1"}}
	configuration.HTTPClient = &http.Client{Transport: transport}
	credentials := osc.AWSv4{AccessKey: accessKey, SecretKey: secretKey}
	return Cloud{osc.NewAPIClient(configuration), contextWith(credentials)}
}

func contextWith(credentials osc.AWSv4) context.Context {
	return context.WithValue(context.Background(), osc.ContextAWSv4, credentials)
}

// passing are the codes of refusals that Terraform's provider takes for passing: a load balancer that is still there or busy,
// a Subnet that is not public yet, and what is in use for a while after its user has gone.
var passing = []string{"1005", "6031", "9013", "9045", "9085", "9095"}

// retrying sends again what Terraform's provider sends again: what was throttled or refused for a while. The SDK leaves that to
// its users.
type retrying struct{ throttled atomic.Int32 }

func (r *retrying) RoundTrip(request *http.Request) (*http.Response, error) {
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil || response.StatusCode == http.StatusOK {
			return response, err
		}
		code, err := codeOf(response)
		if err != nil {
			return nil, err
		}
		if response.StatusCode == http.StatusTooManyRequests {
			r.throttled.Add(1)
		} else if !slices.Contains(passing, code) || time.Now().After(deadline) {
			return response, nil
		}
		request = request.Clone(request.Context())
		if request.Body, err = request.GetBody(); err != nil {
			return nil, err
		}
	}
}

// codeOf is the code of a refusal. Its body can be read again afterwards.
func codeOf(response *http.Response) (string, error) {
	body, err := io.ReadAll(response.Body)
	response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	var refusal osc.ErrorResponse
	if err := json.Unmarshal(body, &refusal); err != nil {
		return "", err
	}
	return (*refusal.Errors)[0].GetCode(), nil
}

// got is the answer of a call that must succeed. The answer must have no field that the SDK does not know.
func got[T any](answer T, response *http.Response, err error) func(*testing.T) *T {
	return func(t *testing.T) *T {
		t.Helper()
		if err != nil {
			t.Fatal(told(err))
		}
		decoder := json.NewDecoder(response.Body)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(new(T)); err != nil {
			t.Error(err)
		}
		return &answer
	}
}

// refused fails a test unless a call was refused with a code.
func refused[T any](_ T, response *http.Response, err error) func(t *testing.T, status int, code string) {
	return func(t *testing.T, status int, code string) {
		t.Helper()
		if err == nil {
			t.Fatal("the call succeeded; expected code ", code)
		}
		actual, err := codeOf(response)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != status || actual != code {
			t.Errorf("refused with %d, code %s; expected %d, code %s", response.StatusCode, actual, status, code)
		}
	}
}

func told(err error) string {
	if refusal, ok := err.(osc.GenericOpenAPIError); ok {
		return fmt.Sprint(refusal.Error(), " ", string(bytes.TrimSpace(refusal.Body())))
	}
	return err.Error()
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool, detail func() string) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no %s within %s: %s", what, patience, detail())
		}
	}
}

// reaches waits for a state. As for Terraform's provider, it is an error if it is meanwhile in any other than those on the way.
func reaches(t *testing.T, wanted string, state func() string, onTheWay ...string) {
	t.Helper()
	last := ""
	eventually(t, wanted, func() bool {
		last = state()
		if last != wanted && !slices.Contains(onTheWay, last) {
			t.Fatalf("it is %s on the way to %s", last, wanted)
		}
		return last == wanted
	}, func() string { return "it is " + last })
}

// only is the one element that a list must have.
func only[T any](t *testing.T, list []T) *T {
	t.Helper()
	if len(list) != 1 {
		t.Fatalf("there are %d; expected one: %+v", len(list), list)
	}
	return &list[0]
}

func expect[T comparable](t *testing.T, what string, actual, wanted T) {
	t.Helper()
	if actual != wanted {
		t.Errorf("%s is %v; expected %v", what, actual, wanted)
	}
}
