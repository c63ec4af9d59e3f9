// Opens the cookie of gorilla that standard input has as JSON with its own code, and prints nanoseconds: for
// bench/interop.py. It stands where gorilla is installed.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"strings"
	"syscall"

	"github.com/gorilla/securecookie"
	_ "github.com/gorilla/sessions" // registers its types
)

func main() {
	var fields map[string]string
	if err := json.NewDecoder(os.Stdin).Decode(&fields); err != nil {
		log.Fatal(err)
	}
	key := []byte(strings.Repeat("k", 32))
	codecs := securecookie.CodecsFromPairs(key, key)
	text := strings.TrimPrefix(fields["gorilla"], "s=")
	open := func() map[interface{}]interface{} {
		values := make(map[interface{}]interface{})
		if err := securecookie.DecodeMulti("s", text, &values, codecs...); err != nil {
			log.Fatal(err)
		}
		return values
	}
	if open()["user"] != "alice" {
		log.Fatal("not opened")
	}
	best := int64(math.MaxInt64)
	for round := 0; round < 5; round++ {
		start := processorTime()
		for i := 0; i < 1000; i++ {
			open()
		}
		best = min(best, processorTime()-start)
	}
	fmt.Printf("{\"gorilla\": %d}\n", best/1000)
}

// Of the process, in nanoseconds.
func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
