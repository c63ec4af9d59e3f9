// A site of gorilla/sessions with a login: PORT and CONFIG are in the environment. The routes are those of
// node_site.mjs.
package main

import (
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"

	"github.com/gorilla/sessions"
)

type config struct {
	CookieName string      `json:"cookie_name"`
	Keys       [][2]string `json:"keys_hex"`
}

func main() {
	var site config
	if err := json.Unmarshal([]byte(os.Getenv("CONFIG")), &site); err != nil {
		panic(err)
	}
	gob.Register([]interface{}{})
	gob.Register(map[string]interface{}{})
	var keys [][]byte
	for _, pair := range site.Keys {
		for _, text := range pair {
			key, _ := hex.DecodeString(text)
			if len(key) == 0 {
				key = nil
			}
			keys = append(keys, key)
		}
	}
	store := sessions.NewCookieStore(keys...)

	change := func(path string, act func(map[interface{}]interface{}, *http.Request)) {
		http.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			session, _ := store.Get(r, site.CookieName)
			act(session.Values, r)
			if path == "/logout" {
				session.Options.MaxAge = -1
			}
			if err := session.Save(r, w); err != nil {
				http.Error(w, err.Error(), 500)
				return
			}
			w.Write([]byte("{}"))
		})
	}
	change("/login", func(v map[interface{}]interface{}, r *http.Request) { v["user"] = r.URL.Query().Get("user") })
	change("/cart", func(v map[interface{}]interface{}, r *http.Request) {
		items, _ := v["cart"].([]interface{})
		v["cart"] = append(items, r.URL.Query().Get("item"))
	})
	change("/logout", func(v map[interface{}]interface{}, r *http.Request) {
		for name := range v {
			delete(v, name)
		}
	})
	http.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		session, _ := store.Get(r, site.CookieName)
		cart := session.Values["cart"]
		if cart == nil {
			cart = []interface{}{}
		}
		json.NewEncoder(w).Encode(map[string]interface{}{"user": session.Values["user"], "cart": cart})
	})
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
