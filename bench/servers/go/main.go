// The login application on net/http and gorilla/sessions.
package main

import (
	"fmt"
	"html"
	"log"
	"net/http"
	"os"

	"github.com/gorilla/sessions"
)

var store = sessions.NewCookieStore([]byte("192b9bdd22ab9ed4d12e236c78afcb9a"))

const form = `<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>`

func page(w http.ResponseWriter, session *sessions.Session) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if name, ok := session.Values["username"].(string); ok {
		fmt.Fprintf(w, "Logged in as %s<br><b><a href='/logout'>click here to log out</a></b>", html.EscapeString(name))
		return
	}
	fmt.Fprint(w, "You are not logged in<br><a href='/login'><b>click here to log in</b></a>")
}

func index(w http.ResponseWriter, r *http.Request) {
	session, _ := store.Get(r, "session")
	page(w, session)
}

func login(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, form)
		return
	}
	session, _ := store.Get(r, "session")
	session.Values["username"] = r.FormValue("username")
	if err := session.Save(r, w); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/", http.StatusFound)
}

func refresh(w http.ResponseWriter, r *http.Request) {
	session, _ := store.Get(r, "session")
	if err := session.Save(r, w); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	page(w, session)
}

func main() {
	http.HandleFunc("/{$}", index)
	http.HandleFunc("/login", login)
	http.HandleFunc("/refresh", refresh)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
