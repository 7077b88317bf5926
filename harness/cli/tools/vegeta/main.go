// Sends GETs of one address at a constant rate through vegeta's library and prints what
// `vegeta attack | vegeta report -type=json` tells, and p99.9 beside it.
//
// All that is not set here has the default of vegeta's command.
package main

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// Times in ns; the keys are those of vegeta's own report.
type report struct {
	Latencies   map[string]time.Duration `json:"latencies"`
	Duration    time.Duration            `json:"duration"`
	Wait        time.Duration            `json:"wait"`
	Requests    uint64                   `json:"requests"`
	Rate        float64                  `json:"rate"`
	Throughput  float64                  `json:"throughput"`
	Success     float64                  `json:"success"`
	StatusCodes map[string]int           `json:"status_codes"`
	Errors      []string                 `json:"errors"`
}

func reportOf(metrics *vegeta.Metrics) report {
	latencies := metrics.Latencies
	return report{
		Latencies: map[string]time.Duration{
			"mean":   latencies.Mean,
			"50th":   latencies.P50,
			"99th":   latencies.P99,
			"99.9th": latencies.Quantile(0.999),
			"max":    latencies.Max,
		},
		Duration:    metrics.Duration,
		Wait:        metrics.Wait,
		Requests:    metrics.Requests,
		Rate:        metrics.Rate,
		Throughput:  metrics.Throughput,
		Success:     metrics.Success,
		StatusCodes: metrics.StatusCodes,
		Errors:      metrics.Errors,
	}
}

func main() {
	rate := flag.Int("rate", 50, "requests a second")
	duration := flag.Duration("duration", time.Second, "how long")
	insecure := flag.Bool("insecure", false, "take any certificate")
	flag.Parse()
	if flag.NArg() != 1 || *rate < 1 {
		fmt.Fprintln(os.Stderr, "usage: vegeta [-rate=N] [-duration=5s] [-insecure] URL")
		os.Exit(2)
	}
	attacker := vegeta.NewAttacker(
		vegeta.TLSConfig(&tls.Config{InsecureSkipVerify: *insecure}),
		// The command's default, which the library switches off where it is given a TLSConfig.
		vegeta.HTTP2(true),
	)
	targeter := vegeta.NewStaticTargeter(vegeta.Target{Method: "GET", URL: flag.Arg(0)})
	pacer := vegeta.Rate{Freq: *rate, Per: time.Second}
	var metrics vegeta.Metrics
	for result := range attacker.Attack(targeter, pacer, *duration, "") {
		metrics.Add(result)
	}
	metrics.Close()
	if err := json.NewEncoder(os.Stdout).Encode(reportOf(&metrics)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
